using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain.Persons;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Account;

/// <summary>The browsers that are signed in, and signing them out: the same for customers and administrators.</summary>
public abstract class SessionsModel(CurrentPerson person, string path) : PageModel
{
    public SessionsView View { get; private set; } = null!;

    public string Email => person.Email.Value;

    /// <summary>Whether the password has just been changed.</summary>
    [BindProperty(SupportsGet = true, Name = "changed")]
    public bool IsChanged { get; set; }

    [BindProperty]
    public SessionInput Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await person.Grain.ViewAsync(cancellationToken) is not { } view)
        {
            return NotFound();
        }

        View = SessionsView.Of(view, person.Session, path);
        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync(CancellationToken cancellationToken)
    {
        // One that is not there any more has ended, as was asked.
        var asked = (await person.Grain.ViewAsync(cancellationToken))?.Sessions.FirstOrDefault(session => SessionsView.IdOf(session) == Input.Id);
        if (asked is not null && await person.Grain.EndSessionAsync(asked.TokenHash, cancellationToken) is { Ok: false } refused)
        {
            return await ExplainAsync(refused.Error, cancellationToken);
        }

        return LocalRedirect(path);
    }

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken cancellationToken)
    {
        var ended = await person.Grain.EndOtherSessionsAsync(person.Session, cancellationToken);
        return ended.Ok ? LocalRedirect(path) : await ExplainAsync(ended.Error, cancellationToken);
    }

    private async Task<IActionResult> ExplainAsync(Domain.Error error, CancellationToken cancellationToken)
        => await OnGetAsync(cancellationToken) is NotFoundResult gone ? gone : this.Explain(error);
}

public sealed class SessionInput
{
    public string? Id { get; set; }
}

/// <param name="Action">Where its forms go.</param>
public sealed record SessionsView(IReadOnlyList<SessionView> Sessions, string Action)
{
    public static SessionsView Of(PersonView person, string ownHash, string action) => new(
        [.. person.Sessions.OrderByDescending(session => session.TokenHash == ownHash).ThenByDescending(session => session.SeenAt).Select(session => new SessionView(
            IdOf(session), DeviceWords.Of(session.Device), session.Address, session.CreatedAt, session.SeenAt, session.IsRemembered, session.TokenHash == ownHash))], action);

    /// <summary>Enough of the hash to tell one's own sessions apart; no page has all of it.</summary>
    public static string IdOf(Session session) => session.TokenHash[..16];
}

public sealed record SessionView(string Id, string Device, string Address, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, bool IsRemembered, bool IsThis);
