import java.net.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** First calls of both journeys, and refusals, by java.net.http (Java 11 or later): one line for each answer. With an Authenticator it throws where a 401 has no WWW-Authenticate, and sends no Authorization of ours. */
class Client {
  public static void main(String[] arguments) throws Exception {
    HttpClient plain = HttpClient.newHttpClient();
    HttpClient strict = HttpClient.newBuilder().authenticator(new Authenticator() {}).build();
    for (int first = 1; first < arguments.length; first += 4) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(arguments[0] + arguments[first + 1]));
      if (!arguments[first + 2].isEmpty()) for (String line : arguments[first + 2].split("\n")) request.header(line.split(": ", 2)[0], line.split(": ", 2)[1]);
      HttpRequest.BodyPublisher body = arguments[first + 3].isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(arguments[first + 3]);
      HttpResponse<String> answer = (arguments[first + 2].contains("Authorization: ") ? plain : strict).send(request.method(arguments[first], body).build(), HttpResponse.BodyHandlers.ofString());
      System.out.println(answer.statusCode() + " " + answer.body().replace("\n", " "));
    }
  }
}
