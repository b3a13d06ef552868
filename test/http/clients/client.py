"""First calls of both journeys, and refusals, by urllib: one line for each answer."""
import sys
import urllib.error
import urllib.request

url, *calls = sys.argv[1:]
for first in range(0, len(calls), 4):
    method, path, headers, body = calls[first : first + 4]
    request = urllib.request.Request(url + path, data=body.encode() if body else None, method=method, headers=dict(line.split(": ", 1) for line in headers.split("\n") if line))
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as refused:
        answer = refused
    print(answer.status, answer.read().decode().replace("\n", " "))
