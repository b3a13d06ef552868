/**
 * Code for one request: `{ method, url, headers, body }`, headers as a list of name and value, body a text or null. The
 * page shows it, and the tests run it.
 */
/** A JSON string is a string literal in JavaScript, Python, Java and Go. */
const literal = (text) => JSON.stringify(text);
const SHELL_QUOTE = "'\\''";
const quoted = (text) => `'${text.replaceAll("'", SHELL_QUOTE)}'`;
const hasBody = ({ body }) => body !== null && body !== undefined && body !== '';

function curl({ method, url, headers, body }) {
  const lines = [
    `curl -i ${method === 'HEAD' ? '--head' : `-X ${method}`} ${quoted(url)}`,
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(hasBody({ body }) ? [`--data-raw ${quoted(body)}`] : []),
  ];
  return lines.join(' \\\n  ');
}

function javascript({ method, url, headers, body }) {
  return [
    `const response = await fetch(${literal(url)}, {`,
    `  method: ${literal(method)},`,
    '  headers: {',
    ...headers.map(([name, value]) => `    ${literal(name)}: ${literal(value)},`),
    '  },',
    ...(hasBody({ body }) ? [`  body: ${literal(body)},`] : []),
    '});',
    'console.log(response.status, await response.text());',
  ].join('\n');
}

function python({ method, url, headers, body }) {
  return [
    'import urllib.request',
    '',
    'request = urllib.request.Request(',
    `    ${literal(url)},`,
    `    method=${literal(method)},`,
    '    headers={',
    ...headers.map(([name, value]) => `        ${literal(name)}: ${literal(value)},`),
    '    },',
    ...(hasBody({ body }) ? [`    data=${literal(body)}.encode(),`] : []),
    ')',
    'with urllib.request.urlopen(request) as response:',
    '    print(response.status, response.read().decode())',
  ].join('\n');
}

function java({ method, url, headers, body }) {
  const publisher = hasBody({ body }) ? `ofString(${literal(body)})` : 'noBody()';
  return [
    'import java.net.URI;',
    'import java.net.http.HttpClient;',
    'import java.net.http.HttpRequest;',
    'import java.net.http.HttpResponse;',
    '',
    'public class Main {',
    '    public static void main(String[] args) throws Exception {',
    `        HttpRequest request = HttpRequest.newBuilder(URI.create(${literal(url)}))`,
    `            .method(${literal(method)}, HttpRequest.BodyPublishers.${publisher})`,
    ...headers.map(([name, value]) => `            .header(${literal(name)}, ${literal(value)})`),
    '            .build();',
    '        HttpResponse<String> response =',
    '            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());',
    '        System.out.println(response.statusCode() + " " + response.body());',
    '    }',
    '}',
  ].join('\n');
}

function go({ method, url, headers, body }) {
  const reader = hasBody({ body }) ? `strings.NewReader(${literal(body)})` : 'nil';
  return [
    'package main',
    '',
    'import (',
    '\t"fmt"',
    '\t"io"',
    '\t"net/http"',
    ...(hasBody({ body }) ? ['\t"strings"'] : []),
    ')',
    '',
    'func main() {',
    `\trequest, err := http.NewRequest(${literal(method)}, ${literal(url)}, ${reader})`,
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    ...headers.map(([name, value]) => `\trequest.Header.Set(${literal(name)}, ${literal(value)})`),
    '\tresponse, err := http.DefaultClient.Do(request)',
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    '\tdefer response.Body.Close()',
    '\ttext, err := io.ReadAll(response.Body)',
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    '\tfmt.Println(response.StatusCode, string(text))',
    '}',
  ].join('\n');
}

globalThis.porticoSamples = {
  curl: { title: 'curl', syntax: 'bash', write: curl },
  fetch: { title: 'fetch', syntax: 'javascript', write: javascript },
  python: { title: 'Python', syntax: 'javascript', write: python },
  java: { title: 'Java', syntax: 'javascript', write: java },
  go: { title: 'Go', syntax: 'javascript', write: go },
};
