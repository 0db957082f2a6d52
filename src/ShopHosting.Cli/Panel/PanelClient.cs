using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ShopHosting.Cli.Panel;

/// <summary>A browser for the panel's pages: sends their forms, keeps their cookies, listens to their events.</summary>
internal sealed class PanelClient : IDisposable
{
    private readonly Cookies cookies = new();
    private readonly HttpClient http;

    public PanelClient(Uri panel, HttpMessageHandler? handler = null)
    {
        handler ??= new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        http = new HttpClient(handler) { BaseAddress = panel, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("shopctl");
    }

    public async Task<string> PageAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseContentRead, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync(cancellationToken)
            : throw new PanelException($"The panel answered {(int)response.StatusCode} to {path}; look into its log.");
    }

    /// <summary>Sends a form.</summary>
    /// <returns>Where the panel leads to; or, when it refused, the page with its reasons.</returns>
    public async Task<(string? Location, string Page)> SendAsync(string path, Form form, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Values) };
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new PanelException($"The panel takes no more forms from here for now; try again in {response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 60:0} seconds.");
        }

        var page = await response.Content.ReadAsStringAsync(cancellationToken);
        return (response.StatusCode == HttpStatusCode.Found ? response.Headers.Location?.ToString() : null, page);
    }

    public async Task<bool> IsFreeAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/availability?name={Uri.EscapeDataString(name)}"), HttpCompletionOption.ResponseContentRead, cancellationToken);
        try
        {
            return response.IsSuccessStatusCode && (await response.Content.ReadFromJsonAsync<Availability>(cancellationToken))?.Free == true;
        }
        catch (JsonException exception)
        {
            throw new PanelException($"What answers at {http.BaseAddress} is no panel, or one of another version; name the panel with --panel.", exception);
        }
    }

    /// <summary>The live part of a page, again with each change, until the panel ends the stream.</summary>
    public async IAsyncEnumerable<string> EventsAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new PanelException($"The panel answered {(int)response.StatusCode} to {path}; look into its log.");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events))
        {
            if (events.Current.EventType == "view")
            {
                yield return events.Current.Data;
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (IOException exception)
        {
            throw new PanelException($"The panel at {http.BaseAddress} broke off while it was listened to: {exception.Message} What was ordered goes on; its pages show how far it is.", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        if (cookies.Header is { } header)
        {
            request.Headers.Add("Cookie", header);
        }

        using (request)
        {
            try
            {
                var response = await http.SendAsync(request, completion, cancellationToken);
                foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
                {
                    cookies.Take(cookie);
                }

                return response;
            }
            catch (HttpRequestException exception)
            {
                throw new PanelException($"The panel at {http.BaseAddress} does not answer: {exception.Message} Start it with ops/up, or name another with --panel.", exception);
            }
            catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new PanelException($"The panel at {http.BaseAddress} did not answer within {http.Timeout.TotalSeconds:0} seconds.", exception);
            }
        }
    }

    private sealed record Availability(bool Free);
}
