"""The latency of camera B, made of camera A's pictures, as JSON lines: finds each picture of B among the newest of A.

Arguments: the MJPEG address of A, that of B, how many pictures of B. Times are those that the parts themselves tell.
"""
import json, sys, threading, time, urllib.request
from collections import deque
import cv2, numpy

def parts(address):
    stream = urllib.request.urlopen(address, timeout=30)
    while True:
        headers = {}
        while line := stream.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if "content-length" not in headers:
            continue
        jpeg = stream.read(int(headers["content-length"]))
        stream.readline()
        yield int(headers["x-tunnelcam-captured-at"]), time.time() * 1000, small(jpeg)

def small(jpeg):
    grey = cv2.imdecode(numpy.frombuffer(jpeg, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    return cv2.resize(grey, (160, 90), interpolation=cv2.INTER_AREA).astype(numpy.int16)

newest = deque(maxlen=60)

def watch(address):
    for part in parts(address):
        newest.append(part)

threading.Thread(target=watch, args=(sys.argv[1],), daemon=True).start()
for number, (read_at, arrived_at, picture) in enumerate(parts(sys.argv[2])):
    time.sleep(0)
    before = [part for part in list(newest) if part[0] <= arrived_at]
    if number < 5 or not before:
        continue
    taken_at, _, _ = min(before, key=lambda part: numpy.abs(part[2] - picture).mean())
    print(json.dumps({"read": read_at - taken_at, "total": arrived_at - taken_at}), flush=True)
    if number >= int(sys.argv[3]):
        break
