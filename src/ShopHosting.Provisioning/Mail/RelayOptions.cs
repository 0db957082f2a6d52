using System.ComponentModel.DataAnnotations;

namespace ShopHosting.Provisioning.Mail;

/// <summary>How mail of shops leaves this installation. Section <c>Relay</c>. Without <see cref="Host"/> mails are kept on the worker and shown in the panel.</summary>
public sealed class RelayOptions
{
    public const string Section = "Relay";

    /// <summary>The operator's mail server, a host name or an IPv4 address. Default none.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port. Default 587, for mail that is submitted with a user name.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>tls (STARTTLS, the default), ssl (encrypted from the start, port 465 mostly) or none. With tls and ssl its certificate has to be valid.</summary>
    [RegularExpression("^(tls|ssl|none)$", ErrorMessage = "Relay:Security is tls, ssl or none.")]
    public string Security { get; set; } = "tls";

    /// <summary>The user name there. Default none.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>What stands after the @ in the shops' addresses; its mail server has to be allowed to send for it (SPF, DKIM). Default Installation:ShopDomain.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The address of Docker's default bridge on the workers, where the relay listens and which containers know as the host gateway. Default 172.17.0.1.</summary>
    [Required]
    public string Address { get; set; } = "172.17.0.1";

    /// <summary>The port it listens on there. Two installations on one machine need two. Default 2525.</summary>
    [Range(1024, 65535)]
    public int ListenPort { get; set; } = 2525;

    public bool HasUpstream => Host.Length > 0;
}
