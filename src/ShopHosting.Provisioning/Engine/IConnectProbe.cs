using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Engine;

/// <summary>Whether another machine can be reached from the panel's.</summary>
public interface IConnectProbe
{
    /// <summary>Success when the machine answers at that port: with a connection, which is closed again without a word, or by saying that nobody listens there yet.</summary>
    Task<Result> ConnectAsync(string host, int port, TimeSpan upTo, CancellationToken cancellationToken);
}
