using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing.Engine;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>An engine whose callers may die before and after each of its effects, and whose calls a test may hold or refuse by what they are.</summary>
internal sealed class CrashingEngine(WorkerId worker, StoreWorld world) : IWorkerEngine
{
    private readonly FakeWorkerEngine inner = world.Engines[worker];

    public Task<Result<EngineInfo>> DescribeAsync(CancellationToken cancellationToken) => LookAsync("Describe", () => inner.DescribeAsync(cancellationToken));

    public Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken) => LookAsync("Ping", () => inner.PingAsync(upTo, cancellationToken));

    public Task<Result> EnsureImageAsync(ImageSpec image, CancellationToken cancellationToken) => LookAsync($"EnsureImage {image.Reference}", () => inner.EnsureImageAsync(image, cancellationToken));

    public Task<Result<Ensured>> EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken)
        => ChangeAsync($"EnsureNetwork {network.Name}", () => inner.EnsureNetworkAsync(network, cancellationToken));

    public Task<Result<Ensured>> EnsureVolumeAsync(VolumeSpec volume, CancellationToken cancellationToken)
        => ChangeAsync($"EnsureVolume {volume.Name}", () => inner.EnsureVolumeAsync(volume, cancellationToken));

    public Task<Result<Ensured>> EnsureContainerAsync(ContainerSpec container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
        => ChangeAsync($"EnsureContainer {container.Name}", () => inner.EnsureContainerAsync(container, files, cancellationToken));

    public Task<Result> RestartContainerAsync(string container, CancellationToken cancellationToken)
        => ChangeAsync($"RestartContainer {container}", () => inner.RestartContainerAsync(container, cancellationToken));

    public Task<Result> StopContainerAsync(string container, CancellationToken cancellationToken)
        => ChangeAsync($"StopContainer {container}", () => inner.StopContainerAsync(container, cancellationToken));

    public Task<Result<ExecAnswer>> ExecAsync(ExecRequest request, CancellationToken cancellationToken)
        => ChangeAsync($"Exec {string.Join(' ', request.Command)} in {request.Container}", () => inner.ExecAsync(request, cancellationToken));

    public Task<Result> UploadAsync(string container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
        => ChangeAsync($"Upload {string.Join(' ', files.Select(file => file.Path))}", () => inner.UploadAsync(container, files, cancellationToken));

    public Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken) => LookAsync($"Probe {probe.Host}", () => inner.ProbeAsync(probe, cancellationToken));

    public Task<Result> RemoveContainerAsync(string container, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => ChangeAsync($"RemoveContainer {container}", () => inner.RemoveContainerAsync(container, labels, cancellationToken));

    public Task<Result> RemoveNetworkAsync(string network, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => ChangeAsync($"RemoveNetwork {network}", () => inner.RemoveNetworkAsync(network, labels, cancellationToken));

    public Task<Result> RemoveVolumeAsync(string volume, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => ChangeAsync($"RemoveVolume {volume}", () => inner.RemoveVolumeAsync(volume, labels, cancellationToken));

    public Task<Result<Inventory>> ListAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken) => LookAsync("List", () => inner.ListAsync(labels, cancellationToken));

    public Task<Result<ImmutableArray<ContainerCounters>>> CountersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => LookAsync("Counters", () => inner.CountersAsync(labels, cancellationToken));

    public Task<Result<Inspection>> InspectAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => LookAsync("Inspect", () => inner.InspectAsync(labels, cancellationToken));

    public IAsyncEnumerable<LogLine> LogsAsync(string container, long afterCursor, int tail, bool follow, CancellationToken cancellationToken)
        => inner.LogsAsync(container, afterCursor, tail, follow, cancellationToken);

    public IAsyncEnumerable<EngineEvent> EventsAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken) => inner.EventsAsync(labels, cancellationToken);

    private Task<Result<T>> LookAsync<T>(string what, Func<Task<Result<T>>> call) => CallAsync(what, false, call, error => error);

    private Task<Result> LookAsync(string what, Func<Task<Result>> call) => CallAsync(what, false, call, error => error);

    private Task<Result<T>> ChangeAsync<T>(string what, Func<Task<Result<T>>> call) => CallAsync(what, true, call, error => error);

    private Task<Result> ChangeAsync(string what, Func<Task<Result>> call) => CallAsync(what, true, call, error => error);

    private async Task<T> CallAsync<T>(string what, bool changesSomething, Func<Task<T>> call, Func<Error, T> refusal)
    {
        what = worker == StoreWorld.Second ? $"{what} on {worker}" : what;
        await (world.Holds?.Invoke(what) ?? Task.CompletedTask);
        var answer = world.Refuses?.Invoke(what) is { } error ? refusal(error) : await world.Crash.PassAsync(what, changesSomething, call);
        world.Changed();
        return answer;
    }
}

internal sealed class CrashingEngines(StoreWorld world) : IWorkerEngines
{
    public IWorkerEngine For(WorkerId worker) => new CrashingEngine(worker, world);
}
