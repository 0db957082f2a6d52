using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ShopHosting.Infrastructure;

/// <summary>What an adapter does before any service of the host starts; when it throws, the host does not start.</summary>
internal sealed class BeforeStart(Func<CancellationToken, Task> prepare) : IHostedLifecycleService
{
    public static void Add(IServiceCollection services, Func<IServiceProvider, CancellationToken, Task> prepare)
        => services.AddSingleton<IHostedService>(provider => new BeforeStart(cancellationToken => prepare(provider, cancellationToken)));

    public Task StartingAsync(CancellationToken cancellationToken) => prepare(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
