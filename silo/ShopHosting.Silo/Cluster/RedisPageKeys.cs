using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// The key ring of cookies and forms, in Redis: a form that one web process wrote is sent to another. Sessions don't hang on it; when it is lost, forms that are
/// open just then are refused once.
/// </summary>
internal sealed class RedisPageKeys(IOptions<ClusterOptions> cluster, IConfiguration configuration, TimeProvider clock) : IXmlRepository, IHealthCheck, IDisposable
{
    /// <summary>What a process says while Redis does not answer it.</summary>
    public const string Silent = "The Redis of Cluster:Redis does not answer. What runs goes on; nobody joins or starts until it is back.";

    /// <summary>A page, or the start of the pages, waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lazy<ConnectionMultiplexer> redis = new(() => Connect(cluster.Value));
    private readonly RedisKey list = $"{configuration.InstallationId()}/page-keys";

    public IReadOnlyCollection<XElement> GetAllElements() => [.. redis.Value.GetDatabase().ListRange(list).Select(element => XElement.Parse(element.ToString()))];

    public void StoreElement(XElement element, string friendlyName) => redis.Value.GetDatabase().ListRightPush(list, element.ToString(SaveOptions.DisableFormatting));

    /// <summary>Whoever has a page open goes on; only what needs a new key does not.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await Task.Run(() => redis.Value.GetDatabase().PingAsync(), cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception silent) when (silent is RedisException or TimeoutException)
        {
            return HealthCheckResult.Degraded(Silent);
        }
    }

    public void Dispose()
    {
        if (redis.IsValueCreated)
        {
            redis.Value.Dispose();
        }
    }

    private static ConnectionMultiplexer Connect(ClusterOptions cluster)
    {
        var redis = cluster.RedisConnection(new ClusterTls(cluster));
        redis.ConnectTimeout = redis.SyncTimeout = redis.AsyncTimeout = (int)Patience.TotalMilliseconds;
        return ConnectionMultiplexer.Connect(redis);
    }
}
