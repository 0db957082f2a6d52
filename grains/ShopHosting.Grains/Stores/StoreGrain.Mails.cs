using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Grains.Stores;

// The shop's mails in its worker's relay. They are asked for by the store's own user name, so a foreign store's can't be.
public sealed partial class StoreGrain
{
    /// <summary>As many as the administrators' lists have.</summary>
    private const int MailsOnPage = 30;
    private static readonly TimeSpan MailPatience = TimeSpan.FromSeconds(5);

    public async Task<Result<StoreMails>> MailsAsync(string? before, CancellationToken cancellationToken = default)
    {
        if (State is not { } store)
        {
            return StoreErrors.NoSuchStore;
        }

        var none = new StoreMails(parts.Relay.Way, parts.Relay.AddressOf(store), []);
        if (none.Way == StoreMailWay.None || store.Placement is null)
        {
            return none;
        }

        ImmutableArray<string> place = before is not null && MailId().IsMatch(before) ? ["--before", before] : [];
        var answer = await AskRelayAsync(store, ["list", "--limit", (MailsOnPage + 1).ToString(CultureInfo.InvariantCulture), .. place], cancellationToken);
        return answer switch
        {
            { Ok: false } => answer.Error,
            { Value.ExitCode: 0 } when RelayLines.Mails(answer.Value.Output) is var mails => none with
            {
                Mails = [.. mails.Take(MailsOnPage)],
                Next = mails.Length > MailsOnPage ? mails[MailsOnPage - 1].Id : null,
            },
            _ => new Error(ErrorKind.Unavailable, "mails.not-listed", "The mail relay did not list the mails."),
        };
    }

    public async Task<Result<StoreMailText>> MailAsync(string id, CancellationToken cancellationToken = default)
    {
        if (State is not { Placement: not null } store || !parts.Relay.IsThere || !MailId().IsMatch(id))
        {
            return StoreErrors.NoSuchMail;
        }

        var answer = await AskRelayAsync(store, ["show", id], cancellationToken);
        return answer switch
        {
            { Ok: false } => answer.Error,
            { Value.ExitCode: 0 } when RelayLines.Text(answer.Value.Output) is { } text => text,
            _ => StoreErrors.NoSuchMail,
        };
    }

    private Task<Result<ExecAnswer>> AskRelayAsync(StoreState store, ImmutableArray<string> what, CancellationToken cancellationToken)
        => parts.Engines.For(store.Placement!.Worker).ExecAsync(
            new ExecRequest(parts.Containers.RelayContainer, ["/usr/local/bin/mails", .. what, "--sender", parts.Relay.UserOf(store)], Timeout: MailPatience), cancellationToken);

    /// <summary>As Exim makes them.</summary>
    [GeneratedRegex(@"^[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}\z")]
    private static partial Regex MailId();
}
