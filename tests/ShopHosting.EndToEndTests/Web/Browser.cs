using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ShopHosting.EndToEndTests.Web;

/// <summary>
/// A browser without scripts. Whatever host an address names, it connects to this port of this machine, as DNS would lead it. It keeps Secure cookies on plain
/// http, as browsers do on loopback addresses.
/// </summary>
internal sealed class Browser : IDisposable
{
    private const int MostRedirects = 10;
    private readonly HttpClient http;
    private readonly Dictionary<(string Authority, string Name), string> cookies = [];

    public Browser(int port)
        => http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        { Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose() => http.Dispose();

    public Task<WebPage> GetAsync(string address) => SendAsync(HttpMethod.Get, new Uri(address), null, []);

    public Task<WebPage> PostAsync(Uri address, IReadOnlyDictionary<string, string> fields) => SendAsync(HttpMethod.Post, address, () => new FormUrlEncodedContent(fields), []);

    public Task<WebPage> SendAsync(HttpMethod method, string address, string json, params (string Name, string Value)[] headers)
        => SendAsync(method, new Uri(address), () => new StringContent(json, System.Text.Encoding.UTF8, "application/json"), headers);

    public Task<WebPage> UploadAsync(string address, byte[] bytes, string type, params (string Name, string Value)[] headers)
        => SendAsync(HttpMethod.Post, new Uri(address), () => new ByteArrayContent(bytes) { Headers = { ContentType = new(type) } }, headers);

    /// <summary>Fills the page's form in and sends it.</summary>
    public Task<WebPage> SubmitAsync(WebPage page, params (string Name, string Value)[] typed) => SubmitAsync(page, WebPage.MainForm, typed);

    public Task<WebPage> SubmitAsync(WebPage page, string form, params (string Name, string Value)[] typed)
    {
        var (action, fields) = page.Form(form);
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }

        return PostAsync(action, fields);
    }

    /// <summary>Server-sent events until the reader leaves or the server ends the stream.</summary>
    public async IAsyncEnumerable<ServerEvent> EventsAsync(string address, string? lastEventId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Get, new Uri(address), null, lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var happened = new ServerEvent("message", null, "");
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                yield return happened;
                happened = new ServerEvent("message", null, "");
                continue;
            }

            var (field, value) = line.Split(": ", 2) is [var name, var rest] ? (name, rest) : (line.TrimEnd(':'), "");
            happened = field switch
            {
                "event" => happened with { Kind = value },
                "id" => happened with { Id = value },
                "data" => happened with { Data = happened.Data.Length == 0 ? value : $"{happened.Data}\n{value}" },
                _ => happened,
            };
        }
    }

    private async Task<WebPage> SendAsync(HttpMethod method, Uri address, Func<HttpContent>? body, (string Name, string Value)[] headers)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = Request(method, address, body?.Invoke(), headers);
            using var response = await http.SendAsync(request);
            Remember(address, response);
            if (response.Headers.Location is { } next && (int)response.StatusCode is 301 or 302 or 303)
            {
                (method, address, body) = (HttpMethod.Get, new Uri(address, next), null);
                continue;
            }

            var told = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First().Value.ToString(), StringComparer.OrdinalIgnoreCase);
            return new WebPage(address, (int)response.StatusCode, told, await response.Content.ReadAsStringAsync());
        }

        throw new InvalidOperationException($"{address} leads round in a circle.");
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address, HttpContent? body, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address) { Content = body };
        var own = CookiesOf(address);
        if (own.Length > 0)
        {
            request.Headers.Add("Cookie", own);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                body!.Headers.Add(name, value);
            }
        }

        return request;
    }

    /// <summary>As if the answer that set this cookie had been lost.</summary>
    public void Forget(string cookie)
    {
        lock (cookies)
        {
            foreach (var known in cookies.Keys.Where(known => known.Name == cookie).ToList())
            {
                cookies.Remove(known);
            }
        }
    }

    /// <summary>What it would send there.</summary>
    public string CookiesOf(Uri address)
    {
        lock (cookies)
        {
            return string.Join("; ", cookies.Where(cookie => cookie.Key.Authority == address.Authority).Select(cookie => $"{cookie.Key.Name}={cookie.Value}"));
        }
    }

    private void Remember(Uri address, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            return;
        }

        lock (cookies)
        {
            foreach (var pair in set.Select(cookie => cookie.Split(';', 2)[0].Split('=', 2)))
            {
                cookies[(address.Authority, pair[0])] = pair[1];
            }
        }
    }
}

/// <param name="Id">What a browser sends as Last-Event-ID when it comes back.</param>
internal sealed record ServerEvent(string Kind, string? Id, string Data);
