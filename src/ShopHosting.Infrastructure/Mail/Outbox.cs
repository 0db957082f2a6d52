using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Mail;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Secrets;

namespace ShopHosting.Infrastructure.Mail;

/// <summary>Keeps the panel's mails in a folder, one sealed file each (a link in a mail is a key for a while), the newest so many.</summary>
internal sealed class Outbox(IOptions<MailOptions> options, ISecretBox box, IEntropy entropy, TimeProvider clock) : IMailer, IOutbox
{
    private const string Extension = ".mail";
    private readonly Lock gate = new();

    public string? Server => null;

    public Task<Result> SendAsync(PanelMail mail, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var sealedMail = box.Seal(JsonSerializer.Serialize(new KeptMail(now, mail.To, mail.Subject, mail.Text)));
        var name = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds():D15}-{IdText.New(entropy)}{Extension}");
        lock (gate)
        {
            PrivateFiles.EnsureDirectory(options.Value.OutboxDirectory);
            PrivateFiles.CreateReadOnly(Path.Combine(options.Value.OutboxDirectory, name), System.Text.Encoding.ASCII.GetBytes(sealedMail.Ciphertext));
            foreach (var old in Files().Skip(options.Value.OutboxLimit))
            {
                File.Delete(old);
            }
        }

        return Task.FromResult(Result.Success);
    }

    public async Task<IReadOnlyList<KeptMail>> ListAsync(CancellationToken cancellationToken)
    {
        var kept = new List<KeptMail>();
        foreach (var file in Files())
        {
            try
            {
                kept.Add(JsonSerializer.Deserialize<KeptMail>(box.Open(new Secret(await File.ReadAllTextAsync(file, cancellationToken))))!);
            }
            catch (Exception exception) when (exception is FileNotFoundException or CryptographicException)
            {
                // Went to make room, or was sealed by a key that is gone: either way nobody can read it any more.
            }
        }

        return kept;
    }

    /// <summary>The newest first.</summary>
    private IEnumerable<string> Files() => Directory.Exists(options.Value.OutboxDirectory)
        ? Directory.EnumerateFiles(options.Value.OutboxDirectory, "*" + Extension).OrderDescending(StringComparer.Ordinal)
        : [];
}
