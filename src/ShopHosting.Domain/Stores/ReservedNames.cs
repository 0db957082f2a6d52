using System.Collections.Frozen;

namespace ShopHosting.Domain.Stores;

/// <summary>Names that no shop may take, because a visitor would believe that they are the platform's (RFC 2142 has the mailbox names).</summary>
public static class ReservedNames
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
    [
        "abuse", "account", "accounts", "admin", "administrator", "api", "app", "apps", "assets", "auth", "autoconfig", "autodiscover", "backup", "billing", "blog",
        "cdn", "checkout", "cloud", "console", "control", "cpanel", "dashboard", "database", "demo", "dev", "dns", "docs", "download", "edge", "email", "files", "ftp",
        "git", "guard", "health", "help", "host", "hosting", "hostmaster", "http", "https", "imap", "info", "ingress", "internal", "invoice", "local", "localhost", "login",
        "logs", "mail", "mailer", "mailer-daemon", "manage", "master", "metrics", "monitor", "news", "noc", "noreply", "no-reply", "owner", "panel", "password", "payment",
        "payments", "pop", "pop3", "portal", "postmaster", "preview", "private", "proxy", "public", "register", "relay", "root", "sales", "secure", "security", "server",
        "service", "setup", "shop", "shophosting", "shops", "sign-in", "sign-up", "signin", "signup", "smtp", "ssh", "ssl", "staging", "static", "status", "store", "stores",
        "support", "system", "test", "tls", "upload", "usenet", "uucp", "vpn", "webmail", "webmaster", "worker", "www",
    ], StringComparer.Ordinal);

    public static bool Has(string name) => Names.Contains(name) || name.StartsWith("xn-", StringComparison.Ordinal) || name.StartsWith("staging-", StringComparison.Ordinal);
}
