using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Engine;

/// <summary>Whether another machine can be reached from the panel's.</summary>
public interface IConnectProbe
{
    /// <summary>Success when the machine answers at that port. True: with a connection, which is closed again without a word. False: by saying that nobody listens there.</summary>
    Task<Result<bool>> ConnectAsync(string host, int port, TimeSpan upTo, CancellationToken cancellationToken);
}
