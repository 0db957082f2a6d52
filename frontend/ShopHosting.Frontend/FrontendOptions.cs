using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text;
using Microsoft.Extensions.Hosting;
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

    /// <summary>Attempts to give a password, per network and minute. Default 10.</summary>
    [Range(1, 1_000_000)]
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>Sign-ups sent, per network and minute. Default 5.</summary>
    [Range(1, 1_000_000)]
    public int SignUpsPerMinute { get; set; } = 5;

    /// <summary>Links to a new password asked for, and new passwords sent by such a link, per network and minute. Default 5.</summary>
    [Range(1, 1_000_000)]
    public int PasswordResetsPerMinute { get; set; } = 5;

    /// <summary>Questions whether a shop's address is free, per network and minute. Default 60.</summary>
    [Range(1, 1_000_000)]
    public int AvailabilityChecksPerMinute { get; set; } = 60;

    /// <summary>Looks at a shop's mails, per network and minute: each runs a command on the shop's worker. Default 60.</summary>
    [Range(1, 1_000_000)]
    public int MailPagesPerMinute { get; set; } = 60;

    /// <summary>
    /// Whether <c>/outbox</c> shows the panel's mails to everybody, links to new passwords included. For trying things out on one's own machine. Default: in the
    /// environment Development only.
    /// </summary>
    public bool? ShowsOutbox { get; set; }

    /// <summary>
    /// Path of the Unix domain socket by which <c>shopctl</c> asks on this machine, for the panel's user and root alone. Its folder is made when it is not there. Default: none.
    /// </summary>
    public string? ControlSocket { get; set; }

    internal bool IsOutboxShown(IHostEnvironment environment) => ShowsOutbox ?? environment.IsDevelopment();

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

/// <summary>A socket's path is whole, and no longer than the kernel takes it.</summary>
internal sealed class ControlSocketValidator : IValidateOptions<FrontendOptions>
{
    private const int MaxBytes = 107;                                    // sun_path of unix(7), without its last byte

    public ValidateOptionsResult Validate(string? name, FrontendOptions options)
        => options.ControlSocket is not { Length: > 0 } path || path[0] == '/' && path[^1] != '/' && Encoding.UTF8.GetByteCount(path) <= MaxBytes
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{FrontendOptions.Section}:{nameof(FrontendOptions.ControlSocket)} is '{path}'; it is the path of a file from / on, of at most {MaxBytes} bytes.");
}
