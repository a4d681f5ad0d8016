"""Prints a line for each picture that OpenCV reads from an address: a hash of it and its size."""
import hashlib, sys
import cv2

camera = cv2.VideoCapture(sys.argv[1])
while True:
    there, picture = camera.read()
    if not there:
        break
    height, width = picture.shape[:2]
    print(hashlib.md5(picture.tobytes()).hexdigest(), f"{width}x{height}", flush=True)
