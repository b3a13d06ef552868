// First calls of both journeys, and refusals, by net/http: one line for each answer.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func main() {
	url, calls := os.Args[1], os.Args[2:]
	for ; len(calls) >= 4; calls = calls[4:] {
		request, err := http.NewRequest(calls[0], url+calls[1], strings.NewReader(calls[3]))
		if err != nil {
			panic(err)
		}
		for _, line := range strings.Split(calls[2], "\n") {
			if name, value, found := strings.Cut(line, ": "); found {
				request.Header.Set(name, value)
			}
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			panic(err)
		}
		body, _ := io.ReadAll(answer.Body)
		fmt.Println(answer.StatusCode, strings.ReplaceAll(string(body), "\n", " "))
	}
}
