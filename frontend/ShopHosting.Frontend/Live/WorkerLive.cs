using ShopHosting.Contracts.Administration;

namespace ShopHosting.Frontend.Live;

/// <summary>One worker with a version that changes with what is said of it, and not with when it answered last.</summary>
public sealed record WorkerLive(WorkerOverview View)
{
    public string Version { get; } = ViewVersion.Of(View with { Worker = View.Worker with { SeenAt = default } });
}
