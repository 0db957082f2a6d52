namespace ShopHosting.Contracts.Stores;

/// <summary>The stores that wait for room, whoever ordered first in front. Key: <see cref="Key"/>.</summary>
public interface IWaitingLineGrain : IGrainWithStringKey
{
    const string Key = "line";

    /// <summary>There may be room: those who wait look for it, one after the other. Returns at once; however often it is asked meanwhile, they begin again in front.</summary>
    Task WakeAsync(CancellationToken cancellationToken = default);
}
