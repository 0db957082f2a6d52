using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ShopHosting.Testing.Frontend;

/// <summary>
/// A browser without a window: keeps cookies (Secure ones too, as browsers do on loopback addresses), does not follow redirects by itself, and sends texts as the
/// bytes they are, broken ones included.
/// </summary>
public sealed class Visitor(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public HttpClient Http => http;

    public async Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    public async Task<Answer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(Encode(form)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } };
        return await SendAsync(request);
    }

    /// <summary>The last page of a chain of redirects.</summary>
    public async Task<Answer> FollowAsync(Answer answer)
    {
        for (var i = 0; i < 5 && answer.Location is { } location; i++)
        {
            answer = await GetAsync(location);
        }

        return answer;
    }

    public HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        AddCookies(request);
        return request;
    }

    public void Dispose() => http.Dispose();

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        AddCookies(request);
        using var response = await http.SendAsync(request);
        Keep(response);
        var body = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join("\n", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, headers, body);
    }

    private void AddCookies(HttpRequestMessage request)
    {
        if (Cookies.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }
    }

    private void Keep(HttpResponseMessage response)
    {
        foreach (var set in response.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
        {
            var pair = set.Split(';')[0].Split('=', 2);
            if (set.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
            {
                Cookies.Remove(pair[0]);
            }
            else
            {
                Cookies[pair[0]] = pair[1];
            }
        }
    }

    private static byte[] Encode(IEnumerable<KeyValuePair<string, string>> form)
        => Encoding.ASCII.GetBytes(string.Join('&', form.Select(field => $"{Escape(field.Key)}={Escape(field.Value)}")));

    /// <summary>Unpaired surrogates go out as the three bytes that UTF-8 would have for them, which is how a hostile client sends them.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (!isPair && char.IsSurrogate(text[i]))
            {
                var unit = text[i];
                escaped.Append(CultureInfo.InvariantCulture, $"%{0xE0 | unit >> 12:X2}%{0x80 | unit >> 6 & 0x3F:X2}%{0x80 | unit & 0x3F:X2}");
                continue;
            }

            escaped.Append(Uri.EscapeDataString(isPair ? text.Substring(i++, 2) : text[i].ToString()));
        }

        return escaped.ToString();
    }
}

/// <summary>An answer, read to its end.</summary>
public sealed record Answer(HttpStatusCode Status, Dictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Location => Headers.GetValueOrDefault("Location");
}
