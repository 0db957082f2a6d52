using Microsoft.Extensions.Options;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Mail;

namespace ShopHosting.UnitTests.Provisioning.Mail;

public sealed class RelayOptionsTests
{
    public static TheoryData<string, RelayOptions> Wrong => new()
    {
        { "Relay:Host 'mail.example:587' is no host name", new() { Host = "mail.example:587" } },
        { "Relay:Host 'Mail Server' is no host name", new() { Host = "Mail Server" } },
        { "Relay:Host, which is not set", new() { User = "op", Password = "x" } },
        { "given together", new() { Host = "mail.example", User = "op" } },
        { "in one line", new() { Host = "mail.example", User = "op", Password = "x\nhost: evil.example" } },
        { "without spaces around", new() { Host = "mail.example", User = "op", Password = " x" } },
        { "would travel unencrypted to mail.example", new() { Host = "mail.example", User = "op", Password = "x", Security = "none" } },
        { "Relay:Domain 'a@b' is no domain name", new() { Domain = "a@b" } },
        { "Relay:Address 'docker0' is no IPv4 address", new() { Address = "docker0" } },
        { "Relay:ListenPort 8088 is the edge's", new() { ListenPort = 8088 } },
        { "Relay:ListenPort 21001 is the edge's or lies among", new() { ListenPort = 21001 } },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_is_told_with_its_name(string sentence, RelayOptions options)
        => Validate(options).Failures!.ShouldHaveSingleItem().ShouldContain(sentence);

    [Fact]
    public void What_an_operator_would_write_is_right()
    {
        Validate(new()).Succeeded.ShouldBeTrue();
        Validate(new() { Host = "mail.example", User = "shops@example", Password = "pass word: #^\"", Domain = "shops.example" }).Succeeded.ShouldBeTrue();
        Validate(new() { Host = "127.0.0.1", Port = 25, Security = "none", User = "op", Password = "x" }).Succeeded.ShouldBeTrue();
    }

    private static ValidateOptionsResult Validate(RelayOptions options) => new RelayOptionsValidator(Options.Create(new InstallationOptions())).Validate(null, options);
}
