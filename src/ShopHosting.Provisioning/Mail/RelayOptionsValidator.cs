using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Provisioning.Mail;

/// <summary>The rules between fields, and that each value is one line that the relay's settings can hold. All told at once.</summary>
public sealed class RelayOptionsValidator(IOptions<InstallationOptions> installation) : IValidateOptions<RelayOptions>
{
    public ValidateOptionsResult Validate(string? name, RelayOptions options)
    {
        var failures = Failures(options, installation.Value).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(RelayOptions options, InstallationOptions installation)
    {
        if (options.HasUpstream && !IsAddress(options.Host) && !IsDomain(options.Host))
        {
            yield return $"Relay:Host '{options.Host}' is no host name in lower case and no IPv4 address; the port goes into Relay:Port.";
        }

        if (!options.HasUpstream && options.User.Length + options.Password.Length > 0)
        {
            yield return "Relay:User and Relay:Password are for the mail server in Relay:Host, which is not set.";
        }

        if (options.User.Length > 0 != options.Password.Length > 0)
        {
            yield return "Relay:User and Relay:Password are given together or not at all.";
        }

        if (!IsLine(options.User) || !IsLine(options.Password))
        {
            yield return "Relay:User and Relay:Password take up to 200 characters in one line, without spaces around them.";
        }

        if (options is { Security: "none", User.Length: > 0 } && !options.Host.StartsWith("127.", StringComparison.Ordinal))
        {
            yield return $"Relay:Password would travel unencrypted to {options.Host}; set Relay:Security to tls or ssl.";
        }

        if (options.Domain.Length > 0 && !IsDomain(options.Domain))
        {
            yield return $"Relay:Domain '{options.Domain}' is no domain name in lower case.";
        }

        if (!IsAddress(options.Address))
        {
            yield return $"Relay:Address '{options.Address}' is no IPv4 address; 'ip address show docker0' tells the right one.";
        }

        if (options.ListenPort == installation.EdgePort || (options.ListenPort >= installation.PortBase && options.ListenPort < installation.PortBase + installation.SlotsPerWorker))
        {
            yield return $"Relay:ListenPort {options.ListenPort} is the edge's or lies among the ports of the stores.";
        }
    }

    private static bool IsAddress(string text) => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;

    private static bool IsDomain(string text) => text.Length <= 190 && text.Split('.').All(DnsLabel.IsValid);

    private static bool IsLine(string text) => text.Length <= 200 && text.Trim() == text && !text.Any(char.IsControl);
}
