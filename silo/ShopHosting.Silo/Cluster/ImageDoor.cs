using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Infrastructure.Docker;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// Lets control nodes look at, save and load images on this worker, in Docker's own words over mutual TLS, because bulk data does not travel in grain messages.
/// Nothing else passes: all other verbs are grain calls, and go through the policy.
/// </summary>
internal sealed partial class ImageDoor(DockerWorkerEngines engines, IOptions<ClusterOptions> cluster) : IHostedService, IAsyncDisposable
{
    private readonly HttpClient engine = new(engines.HandlerFor(WorkerId.Parse(cluster.Value.Worker))) { Timeout = Timeout.InfiniteTimeSpan };
    private WebApplication? server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var tls = new ClusterTls(cluster.Value);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;                // an engine thinks for a while before it begins to save
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Parse(cluster.Value.Address), cluster.Value.ImagePort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = tls.Own,
                    ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                    ClientCertificateValidation = (certificate, _, _) => tls.IsOfTheCluster(certificate, ClusterTls.Control),
                });
            });
        });
        server = builder.Build();
        server.Run(PassAsync);
        await server.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        engine.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>What is asked in these words, as the engine shall be asked; null of everything else.</summary>
    internal static string? Passes(string method, string target) => (method, target) switch
    {
        ("GET", "/_ping") => target,
        ("GET", _) when Image().Match(target) is { Success: true } image => IsReference(Uri.UnescapeDataString(image.Groups["reference"].Value)) ? target : null,
        ("POST", _) when Load().IsMatch(target) => target,
        _ => null,
    };

    private async Task PassAsync(HttpContext context)
    {
        if (Passes(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is not { } target)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var asked = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), $"http://engine{target}");
        if (HttpMethods.IsPost(context.Request.Method))
        {
            asked.Content = new StreamContent(context.Request.Body);
            asked.Content.Headers.ContentType = new("application/x-tar");
        }

        try
        {
            using var answer = await engine.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            if (answer.Headers.TryGetValues("Api-Version", out var version))
            {
                context.Response.Headers["Api-Version"] = version.ToArray();
            }

            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }

    /// <summary>A name that stays one path segment, whatever reads it.</summary>
    private static bool IsReference(string text) => Reference().IsMatch(text) && !text.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"^/v1\.[0-9]{2}/images/(?<reference>[^/?]+)/(json|get)\z")]
    private static partial Regex Image();

    [GeneratedRegex(@"^/v1\.[0-9]{2}/images/load\?quiet=1\z")]
    private static partial Regex Load();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9._-]+)?(@sha256:[0-9a-f]{64})?\z")]
    private static partial Regex Reference();
}
