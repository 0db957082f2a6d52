using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace ShopHosting.Frontend;

/// <summary>What an operator may set about the pages.</summary>
public sealed class FrontendOptions
{
    public const string Section = "Frontend";

    /// <summary>
    /// Addresses or networks (<c>10.0.0.5</c>, <c>10.0.0.0/24</c>) of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Default: none, and the
    /// headers are ignored.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>Attempts to give a password, per address and minute. Default 10.</summary>
    [Range(1, 1_000_000)]
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>Sign-ups sent, per address and minute. Default 5.</summary>
    [Range(1, 1_000_000)]
    public int SignUpsPerMinute { get; set; } = 5;

    /// <summary>Questions whether a shop's address is free, per address and minute. Default 60.</summary>
    [Range(1, 1_000_000)]
    public int AvailabilityChecksPerMinute { get; set; } = 60;

    /// <summary>Looks at a shop's mails, per address and minute: each runs a command on the shop's worker. Default 60.</summary>
    [Range(1, 1_000_000)]
    public int MailPagesPerMinute { get; set; } = 60;

    /// <summary>A single address counts as a network of one.</summary>
    internal static bool TryParseProxy(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }
}

[OptionsValidator]
internal sealed partial class FrontendOptionsValidator : IValidateOptions<FrontendOptions>;

/// <summary>Each entry that is neither an address nor a network is named.</summary>
internal sealed class TrustedProxiesValidator : IValidateOptions<FrontendOptions>
{
    public ValidateOptionsResult Validate(string? name, FrontendOptions options)
    {
        var wrong = options.TrustedProxies.Where(proxy => !FrontendOptions.TryParseProxy(proxy, out _))
            .Select(proxy => $"{FrontendOptions.Section}:{nameof(FrontendOptions.TrustedProxies)} has '{proxy}', which is neither an IP address nor a network such as 10.0.0.0/24.")
            .ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
