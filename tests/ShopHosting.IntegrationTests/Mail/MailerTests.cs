using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Infrastructure;
using ShopHosting.Infrastructure.Mail;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Mail;

/// <summary>The panel's mail to a server that speaks SMTP on this machine, and to the outbox.</summary>
public sealed class MailerTests : IDisposable
{
    private static readonly PanelMail SomeMail = new(Some.Email("ann@shops.example"), "A new password for ShopHosting", "Hello,\n\nthe link: http://localhost:8080/reset-password?token=secret\n.\nÜber");
    private readonly string directory = Directory.CreateTempSubdirectory("shophosting-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task A_mail_server_gets_the_mail_with_sender_reader_and_text()
    {
        await using var server = new SmtpPeer("250 taken");
        (await MailerFor(server).SendAsync(SomeMail, CancellationToken.None).SoonAsync()).Error.ShouldBeNull();

        var said = await server.SaidAsync();
        said.ShouldContain("MAIL FROM:<panel@shops.example>");
        said.ShouldContain("RCPT TO:<ann@shops.example>");
        said.ShouldContain("Subject: A new password for ShopHosting");
        said.ShouldContain("Auto-Submitted: auto-generated");
    }

    [Theory]
    [InlineData("451 later, please")]
    [InlineData("550 no such user")]
    public async Task What_a_mail_server_refuses_is_told_with_its_name_and_reason(string answer)
    {
        await using var server = new SmtpPeer(answer);
        var refused = await MailerFor(server).SendAsync(SomeMail, CancellationToken.None).SoonAsync();

        refused.Error!.Kind.ShouldBe(ErrorKind.Unavailable);
        refused.Error.Message.ShouldContain($"localhost:{server.Port}");
        refused.Error.Message.ShouldContain(answer[4..]);
    }

    [Fact]
    public async Task A_mail_server_that_is_not_there_is_a_refusal_and_no_exception()
    {
        var server = new SmtpPeer("");
        await server.DisposeAsync();
        (await MailerFor(server).SendAsync(SomeMail, CancellationToken.None).SoonAsync()).Error!.Code.ShouldBe("mail.not-taken");
    }

    [Fact]
    public async Task The_outbox_keeps_the_newest_mails_sealed()
    {
        var clock = new ManualTimeProvider();
        var outbox = new Outbox(Options.Create(new MailOptions { OutboxDirectory = directory, OutboxLimit = 2 }), new PlainSecretBox(), new SystemEntropy(), clock);
        for (var number = 1; number <= 3; number++)
        {
            (await outbox.SendAsync(SomeMail with { Subject = $"mail {number}" }, CancellationToken.None)).Ok.ShouldBeTrue();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var kept = await outbox.ListAsync(CancellationToken.None);
        kept.Select(mail => mail.Subject).ShouldBe(["mail 3", "mail 2"]);
        (kept[0].To, kept[0].Text).ShouldBe((SomeMail.To, SomeMail.Text));
        var files = Directory.GetFiles(directory);
        files.Length.ShouldBe(2);
        files.ShouldAllBe(file => PrivateFiles.IsClosedToOthers(file) && !File.ReadAllText(file).Contains("token", StringComparison.Ordinal));
    }

    [Fact]
    public void Wrong_options_are_all_named()
    {
        var wrong = new MailOptionsValidator().Validate(null, new MailOptions { Host = "mail.example", User = "panel", Tls = false, PasswordFile = "/nonesuch", OutboxLimit = 0, Port = 0 });
        foreach (var told in new[] { "Mail:From", "Mail:Tls", "Mail:OutboxLimit", "Mail:OutboxDirectory", "Mail:Port" })
        {
            wrong.FailureMessage!.ShouldContain(told);
        }

        new MailOptionsValidator().Validate(null, new MailOptions { OutboxDirectory = directory }).Succeeded.ShouldBeTrue();
    }

    private SmtpMailer MailerFor(SmtpPeer server)
        => new(Options.Create(new MailOptions { Host = "localhost", Port = server.Port, Tls = false, From = "panel@shops.example", OutboxDirectory = directory }), TimeProvider.System);

    /// <summary>A mail server for one conversation: says yes to everything, and its answer to the mail itself.</summary>
    private sealed class SmtpPeer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task<string> conversation;

        public SmtpPeer(string answer)
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            conversation = ConverseAsync(answer);
        }

        public int Port { get; }

        public Task<string> SaidAsync() => conversation.SoonAsync();

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await Task.WhenAny(conversation);
        }

        private async Task<string> ConverseAsync(string answer)
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            var said = new StringBuilder();
            await writer.WriteLineAsync("220 test");
            var isData = false;
            while (await reader.ReadLineAsync() is { } line)
            {
                said.AppendLine(line);
                if (isData && line != ".")
                {
                    continue;
                }

                await writer.WriteLineAsync(isData ? answer : line switch { "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 yes" });
                isData = line == "DATA";
            }

            return said.ToString();
        }
    }
}
