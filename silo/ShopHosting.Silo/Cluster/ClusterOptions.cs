using System.Net;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using StackExchange.Redis;

namespace ShopHosting.Silo.Cluster;

/// <summary>What this process is in the cluster, and how it finds and trusts the others. The cluster's name is the installation's.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary><c>control</c> (all grains, with database and secrets), <c>worker</c> (the engine of this machine) or <c>web</c> (the pages). No default.</summary>
    public string Role { get; set; } = "";

    /// <summary>Which worker this machine is. For the role worker. No default.</summary>
    public string Worker { get; set; } = "";

    /// <summary>This machine's private IP address, where the others reach its silo. For the roles control and worker. No default.</summary>
    public string Address { get; set; } = "";

    /// <summary>The port of the silo on that address. Default 11111.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port on that address where the web processes reach the grains. For the role control. Default 30000.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The port on that address where control nodes bring and fetch images. For the role worker. Default 11112.</summary>
    public int ImagePort { get; set; } = 11112;

    /// <summary>Where Redis is, which knows who is in the cluster: <c>host:port</c>. No default.</summary>
    public string Redis { get; set; } = "";

    /// <summary>The file with the password of Redis. Default: none, and no password is given.</summary>
    public string? RedisPasswordFile { get; set; }

    /// <summary>Whether Redis is spoken to by TLS, with the certificate and the authority below. Only a Redis on this machine may go without. Default: yes.</summary>
    public bool RedisTls { get; set; } = true;

    /// <summary>PEM file of the cluster's own authority, whose certificates say what their owner may be; the system's authorities are not trusted. No default.</summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>PEM file of this process's certificate, with its role as OU in the subject. No default.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file of its key. No default.</summary>
    public string KeyFile { get; set; } = "";

    public static ClusterOptions Of(IConfiguration configuration) => configuration.GetSection(Section).Get<ClusterOptions>() ?? new();

    /// <summary>None when it is not one of the three.</summary>
    public Role ParsedRole => Role switch
    {
        ClusterTls.Control => Silo.Role.Control,
        ClusterTls.Worker => Silo.Role.Worker,
        ClusterTls.Web => Silo.Role.Web,
        _ => Silo.Role.None,
    };

    public ConfigurationOptions RedisConnection(ClusterTls tls)
    {
        var redis = ConfigurationOptions.Parse(Redis);
        redis.AbortOnConnectFail = false;                               // one that comes later is found
        redis.Password = RedisPasswordFile is { Length: > 0 } file ? File.ReadAllText(file).Trim() : null;
        if (RedisTls)
        {
            redis.Ssl = true;
            redis.CertificateSelection += (_, _, _, _, _) => tls.Own;
            redis.CertificateValidation += (_, certificate, _, _) => tls.IsOfTheCluster(certificate, ClusterTls.Redis);
        }

        return redis;
    }
}

/// <summary>Tells everything that is wrong with this process's place in the cluster at once, at start-up.</summary>
internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(ClusterOptions options)
    {
        var role = options.ParsedRole;
        if (role == Role.None)
        {
            yield return $"Cluster:Role is '{options.Role}'; it is control, worker or web.";
        }

        if (role == Role.Worker && !WorkerId.TryParse(options.Worker, null, out _))
        {
            yield return $"Cluster:Worker is '{options.Worker}'; say which worker this machine is, with a-z, 0-9 and inner hyphens.";
        }

        if (role is Role.Control or Role.Worker && (!IPAddress.TryParse(options.Address, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            yield return $"Cluster:Address is '{options.Address}'; give this machine's private IP address.";
        }

        if (role is Role.Control or Role.Worker && !IsPort(options.SiloPort))
        {
            yield return $"Cluster:SiloPort is {options.SiloPort}; it is between 1 and 65535.";
        }

        if (role == Role.Control && (!IsPort(options.GatewayPort) || options.GatewayPort == options.SiloPort))
        {
            yield return $"Cluster:GatewayPort is {options.GatewayPort}; it is between 1 and 65535 and another one than Cluster:SiloPort.";
        }

        if (role == Role.Worker && (!IsPort(options.ImagePort) || options.ImagePort == options.SiloPort))
        {
            yield return $"Cluster:ImagePort is {options.ImagePort}; it is between 1 and 65535 and another one than Cluster:SiloPort.";
        }

        if (Host(options.Redis) is not { } redis)
        {
            yield return $"Cluster:Redis is '{options.Redis}'; it is host:port.";
        }
        else if (!options.RedisTls && !IsThisMachine(redis))
        {
            yield return $"Cluster:RedisTls is off, and {redis} is another machine; who is in the cluster is asked by TLS.";
        }

        if (options.RedisPasswordFile is { Length: > 0 } password && !File.Exists(password))
        {
            yield return $"Cluster:RedisPasswordFile is '{password}', which is no file.";
        }

        foreach (var problem in ClusterTls.Problems(options))
        {
            yield return problem;
        }
    }

    private static bool IsPort(int port) => port is >= 1 and <= 65535;

    private static string? Host(string redis)
        => redis.Split(':') is [{ Length: > 0 } host, var port] && int.TryParse(port, out var number) && IsPort(number) ? host : null;

    private static bool IsThisMachine(string host) => host == "localhost" || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);
}
