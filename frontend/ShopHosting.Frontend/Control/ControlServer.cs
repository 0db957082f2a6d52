using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Control;

namespace ShopHosting.Frontend.Control;

/// <summary>
/// What an operator on this machine asks by <c>shopctl</c>: a server of its own on a Unix domain socket, so that nothing of it is ever reached by another way and nothing else by it. Who can open
/// the socket may ask; why so: ops/decisions/0024.
/// </summary>
internal sealed class ControlServer(IGrainFactory grains, IOptions<FrontendOptions> frontend, IOptions<ExceptionHandlerOptions> pages, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    /// <summary>Of which a panel.pem takes a tenth.</summary>
    private const long MaxBytes = 64 * 1024;

    private readonly ILogger logger = loggers.CreateLogger<ControlServer>();
    private WebApplication? server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (frontend.Value.ControlSocket is not { Length: > 0 } path)
        {
            return;
        }

        await ControlSocketFile.PrepareAsync(path, cancellationToken);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBytes;
            kestrel.ListenUnixSocket(path);
        });
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = ControlSocketFile.Bind);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(grains);
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => ControlJson.Configure(json.SerializerOptions));
        server = builder.Build();
        server.Use(TellUnansweredAsync);
        server.MapWorkers();
        await server.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>What is worth another try on a page is it here too.</summary>
    private async Task TellUnansweredAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && pages.Value.StatusCodeSelector?.Invoke(exception) == StatusCodes.Status503ServiceUnavailable)
        {
            logger.ControlUnanswered(exception, context.Request.Path);
            await new Error(ErrorKind.Unavailable, "control.no-answer", "The panel runs, but what it would have to ask did not answer; try again in a moment, and look into its log when that does not help.")
                .ToControl().ExecuteAsync(context);
        }
    }
}
