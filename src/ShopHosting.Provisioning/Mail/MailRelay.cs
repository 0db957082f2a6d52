using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Secrets;

namespace ShopHosting.Provisioning.Mail;

/// <summary>The mail relay as shops and the platform's containers are told of it (the contract is in ops/images/README.md).</summary>
public sealed class MailRelay(IOptions<RelayOptions> options, IOptions<InstallationOptions> installation, ImageCatalogue images, ISecretBox secrets)
{
    public const string Image = "relay";

    /// <summary>The name by which containers know the host, where the relay listens.</summary>
    public const string HostName = "relay";

    public const int Uid = 1005;

    /// <summary>Changing it changes the password of every shop.</summary>
    private const string KeyPurpose = "mail-relay";

    private readonly Lazy<string> key = new(() => secrets.Derive(KeyPurpose));

    /// <summary>Without its image shops have no mail.</summary>
    public bool IsThere { get; } = images.Find(Image) is not null;

    /// <summary>How mail of shops goes out here.</summary>
    public StoreMailWay Way => !IsThere ? StoreMailWay.None : options.Value.HasUpstream ? StoreMailWay.Sent : StoreMailWay.Kept;

    /// <summary>Where it listens, address and port.</summary>
    public string Listen => string.Create(CultureInfo.InvariantCulture, $"{options.Value.Address}:{options.Value.ListenPort}");

    /// <summary>The address that a shop's mails come from, whatever its software writes.</summary>
    public string AddressOf(StoreState store) => $"{store.Order.Name}@{(options.Value.Domain is { Length: > 0 } domain ? domain : installation.Value.ShopDomain)}";

    /// <summary>With the id before the address: a name is given to somebody else one day, an id never.</summary>
    public string UserOf(StoreState store) => $"{store.Id}/{AddressOf(store)}";

    /// <summary>What the shop's software needs to send mail; null when there is no relay.</summary>
    public Dictionary<string, object>? SettingsOf(StoreState store) => !IsThere ? null : new()
    {
        ["host"] = HostName,
        ["port"] = options.Value.ListenPort,
        ["user"] = UserOf(store),
        ["password"] = PasswordOf(UserOf(store)),
        ["from"] = AddressOf(store),
    };

    /// <summary>The relay's own settings: a line each, read by Exim's lsearch.</summary>
    public UploadFile Settings => new("/run/secrets/relay", UploadFile.GroupReads, 0, Uid, new Content(Encoding.UTF8.GetBytes(string.Concat(Lines().Select(line => $"{line.Name}: {line.Value}\n")))));

    private IEnumerable<(string Name, string Value)> Lines()
    {
        var upstream = options.Value;
        return
        [
            ("key", key.Value),
            .. upstream.HasUpstream ? [("host", upstream.Host), ("port", upstream.Port.ToString(CultureInfo.InvariantCulture)), ("security", upstream.Security)] : Array.Empty<(string, string)>(),
            .. upstream.User.Length > 0 ? [("user", upstream.User), ("password", upstream.Password)] : Array.Empty<(string, string)>(),
        ];
    }

    /// <summary>What Exim computes too, from the key that both have: it is told of no shop.</summary>
    private string PasswordOf(string user)
#pragma warning disable CA5350 // Exim has no other HMAC; as a message authentication code SHA-1 is not broken (RFC 6194, section 3.3)
        => Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key.Value), Encoding.UTF8.GetBytes(user)));
#pragma warning restore CA5350
}
