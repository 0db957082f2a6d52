using System.Net.Sockets;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Asks from this machine, for the worker that it is itself: again and again without long pauses, until the answer is as wanted or the time is over.</summary>
public sealed class HttpProbeClient(TimeProvider clock) : IProbeClient, IDisposable
{
    /// <summary>A first page of a cold shop takes up to 3 s on a small machine; a request that hangs must not eat all the time there is.</summary>
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>No connection is used twice: what answered before may have been replaced.</summary>
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => http.Dispose();

    public async Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken)
    {
        for (var since = clock.GetTimestamp(); ;)
        {
            var left = probe.UpTo - clock.GetElapsedTime(since);
            var answer = await AskAsync(probe, probe.UpTo > TimeSpan.Zero && left < TryLimit ? left : TryLimit, cancellationToken);
            if (answer.IsAsWanted || clock.GetElapsedTime(since) + Pause >= probe.UpTo)
            {
                return answer;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private async Task<ProbeAnswer> AskAsync(HttpProbe probe, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder("http", probe.Address, probe.Port).Uri.GetLeftPart(UriPartial.Authority) + probe.Path);
        request.Headers.Host = probe.Host;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new((int)response.StatusCode, clock.GetElapsedTime(started), Problem(probe, response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(0, clock.GetElapsedTime(started), $"{probe.Address}:{probe.Port} did not answer in {limit.TotalSeconds:F1} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            return new(0, clock.GetElapsedTime(started), $"nobody answers at {probe.Address}:{probe.Port}: {exception.GetBaseException().Message}");
        }
    }

    private static string? Problem(HttpProbe probe, HttpResponseMessage response)
        => (int)response.StatusCode != probe.ExpectStatus ? $"the answer was {(int)response.StatusCode} where {probe.ExpectStatus} is wanted"
            : probe.ExpectHeader is not { } header ? null
            : !response.Headers.NonValidated.TryGetValues(header, out var values) && !response.Content.Headers.NonValidated.TryGetValues(header, out values) ? $"the answer has no header {header}"
            : probe.ExpectHeaderValue is { } wanted && values.ToString() != wanted ? $"header {header} is '{values}' where '{wanted}' is wanted"
            : null;
}
