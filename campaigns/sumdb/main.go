// Verifies receipts and consistency proofs with golang.org/x/mod/sumdb, the library of Go's own checksum database.
// One JSON object a line on standard input; "ok", or why not, a line on standard output.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type line struct {
	Vkey    string `json:"vkey"`
	Receipt string `json:"receipt"`
	Earlier string `json:"earlier"`
	Proof   string `json:"proof"`
}

func hashes(lines []string) ([]tlog.Hash, error) {
	found := []tlog.Hash{}
	for _, text := range lines {
		decoded, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(decoded) != tlog.HashSize {
			return nil, fmt.Errorf("not a hash")
		}
		var hash tlog.Hash
		copy(hash[:], decoded)
		found = append(found, hash)
	}
	return found, nil
}

func checkpoint(vkey, text string) (int64, tlog.Hash, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return 0, tlog.Hash{}, fmt.Errorf("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	roots, err := hashes(lines[2:3])
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	return size, roots[0], nil
}

func check(given line) error {
	proof := given.Receipt
	if proof == "" {
		proof = given.Proof
	}
	at := strings.Index(proof, "\n\n")
	if at < 0 {
		return fmt.Errorf("not a proof")
	}
	lines := strings.Split(proof[:at], "\n")
	size, root, err := checkpoint(given.Vkey, proof[at+2:])
	if err != nil {
		return err
	}
	if given.Receipt == "" {
		old, oldRoot, err := checkpoint(given.Vkey, given.Earlier)
		if err != nil {
			return err
		}
		if lines[0] != fmt.Sprintf("old %d", old) {
			return fmt.Errorf("another size")
		}
		path, err := hashes(lines[1:])
		if err != nil {
			return err
		}
		return tlog.CheckTree(path, size, root, old, oldRoot)
	}
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("not a receipt")
	}
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	path, err := hashes(lines[3:])
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, size, root, index, tlog.RecordHash(leaf))
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<24)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for input.Scan() {
		var given line
		err := json.Unmarshal(input.Bytes(), &given)
		if err == nil {
			err = check(given)
		}
		if err != nil {
			fmt.Fprintln(output, err)
		} else {
			fmt.Fprintln(output, "ok")
		}
	}
}
