#!/usr/bin/env python3
"""Pull, process, publish back: reads one camera, draws on each picture, and sends it as another (`source: publish:`).

tunnelcam embed --camera front --output mjpeg   prints the first address, tunnelcam share --publish --camera marked the second:
python3 opencv_publish.py 'http://127.0.0.1:8080/cameras/front/stream.mjpg?t=…' 'http://127.0.0.1:8080/cameras/marked/publish?t=…'
"""
import http.client, sys, time
from urllib.parse import urlsplit
import cv2

def pictures(source):
    camera = cv2.VideoCapture(source)
    while True:
        there, picture = camera.read()
        if not there:
            return
        taken = time.time()  # tells how old the picture is, however long this takes
        edges = cv2.Canny(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), 80, 160)
        picture[edges > 0] = (0, 255, 0)
        jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
        yield b"--picture\r\nX-Timestamp: %.3f\r\nContent-Length: %d\r\n\r\n%b\r\n" % (taken, len(jpeg), jpeg)

source, target = sys.argv[1], urlsplit(sys.argv[2])
connect = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
while True:  # until Ctrl-C: cameras and networks come back
    try:
        connection = connect(target.netloc, timeout=30)
        kind = {"Content-Type": "multipart/mixed; boundary=picture"}
        connection.request("POST", f"{target.path}?{target.query}", pictures(source), kind)
        print(connection.getresponse().read().decode())
    except OSError as error:
        print(error, file=sys.stderr)
    time.sleep(1)
