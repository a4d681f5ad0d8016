#!/usr/bin/env python3
"""Looks at the newest picture each time it is done with the last one: a slow program skips pictures, and is never late.

tunnelcam embed --camera front --output still   prints the address:
python3 newest_still.py 'http://127.0.0.1:8080/cameras/front/still.jpg?t=…'
"""
import sys, time, urllib.request
import cv2, numpy

address = sys.argv[1] + ("&" if "?" in sys.argv[1] else "?") + "wait=20"
after = ""
while True:
    try:
        with urllib.request.urlopen(address + after, timeout=30) as answer:
            number, skipped = answer.headers["X-Tunnelcam-Sequence"], answer.headers["X-Tunnelcam-Skipped"]
            jpeg = answer.read()
    except OSError as error:  # the camera is lost, or the program is not there: both come back
        print(error, file=sys.stderr)
        time.sleep(2)
        continue
    if not jpeg:  # 204: nothing newer in 20 s
        continue
    after = f"&after={number}"
    picture = cv2.imdecode(numpy.frombuffer(jpeg, numpy.uint8), cv2.IMREAD_COLOR)
    edges = cv2.Canny(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), 80, 160)
    print(f"picture {number}, {skipped or 0} skipped, {edges.mean():.1f} of 255 are edges", flush=True)
