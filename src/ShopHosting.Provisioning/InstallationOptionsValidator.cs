using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning;

/// <summary>The rules between fields, all told at once.</summary>
public sealed class InstallationOptionsValidator : IValidateOptions<InstallationOptions>
{
    public ValidateOptionsResult Validate(string? name, InstallationOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(InstallationOptions options)
    {
        if (!options.ShopDomain.Split('.').All(DnsLabel.IsValid) || options.ShopDomain.Length > 200)
        {
            yield return $"Installation:ShopDomain '{options.ShopDomain}' is no domain name in lower case.";
        }

        if (!IPNetwork.TryParse(options.TenantPool, out var pool) || pool.BaseAddress.AddressFamily != AddressFamily.InterNetwork)
        {
            yield return $"Installation:TenantPool '{options.TenantPool}' is no IPv4 network such as 10.180.0.0/14.";
        }
        else if (!ContainerPolicy.IsPrivate(pool))
        {
            yield return $"Installation:TenantPool {options.TenantPool} is no private network (RFC 1918, or 100.64.0.0/10); take one such as 10.180.0.0/14.";
        }
        else if (1L << (32 - pool.PrefixLength) < options.SlotsPerWorker * 32L)
        {
            yield return $"Installation:TenantPool {options.TenantPool} has no room for {options.SlotsPerWorker} slots of two /28; widen it or lower Installation:SlotsPerWorker.";
        }

        if (options.PortBase + options.SlotsPerWorker > 65535)
        {
            yield return "Installation:PortBase with Installation:SlotsPerWorker goes beyond port 65535.";
        }

        if (options.EdgePort >= options.PortBase && options.EdgePort < options.PortBase + options.SlotsPerWorker)
        {
            yield return $"Installation:EdgePort {options.EdgePort} lies among the ports of the stores.";
        }

        if (options.ForwardPort >= options.PortBase && options.ForwardPort < options.PortBase + options.SlotsPerWorker)
        {
            yield return $"Installation:ForwardPort {options.ForwardPort} lies among the ports of the stores.";
        }

        if (options.ForwardPort == options.EdgePort)
        {
            yield return $"Installation:ForwardPort {options.ForwardPort} is the edge's port.";
        }

        if (options.Grace < TimeSpan.Zero)
        {
            yield return "Installation:Grace can't be negative.";
        }
    }
}
