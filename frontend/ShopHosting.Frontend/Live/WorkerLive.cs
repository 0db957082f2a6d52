using ShopHosting.Contracts.Administration;

namespace ShopHosting.Frontend.Live;

/// <summary>One worker with a version that changes with what is said of it, when it answered last among that.</summary>
public sealed record WorkerLive(WorkerOverview View)
{
    public string Version { get; } = ViewVersion.Of(View);
}
