using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// The key ring of cookies and forms, in Redis: a form that one web process wrote is sent to another. Sessions don't hang on it; when it is lost, forms that are
/// open just then are refused once.
/// </summary>
internal sealed class RedisPageKeys(IOptions<ClusterOptions> cluster, IConfiguration configuration) : IXmlRepository, IDisposable
{
    private readonly Lazy<ConnectionMultiplexer> redis = new(() => ConnectionMultiplexer.Connect(cluster.Value.RedisConnection(new ClusterTls(cluster.Value))));
    private readonly RedisKey list = $"{configuration.InstallationId()}/page-keys";

    public IReadOnlyCollection<XElement> GetAllElements() => [.. redis.Value.GetDatabase().ListRange(list).Select(element => XElement.Parse(element.ToString()))];

    public void StoreElement(XElement element, string friendlyName) => redis.Value.GetDatabase().ListRightPush(list, element.ToString(SaveOptions.DisableFormatting));

    public void Dispose()
    {
        if (redis.IsValueCreated)
        {
            redis.Value.Dispose();
        }
    }
}
