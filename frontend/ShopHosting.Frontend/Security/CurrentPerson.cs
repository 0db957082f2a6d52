using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Frontend.Security;

/// <summary>Who is asking, customer or administrator, and the session by which.</summary>
public sealed class CurrentPerson(IHttpContextAccessor http, IGrainFactory grains)
{
    public UserId UserId => UserId.Parse(Claim(ClaimTypes.NameIdentifier));

    /// <summary>The account of the session; null when it is no customer's.</summary>
    public AccountId? Account => Context.User.FindFirstValue(SessionAuthentication.AccountClaim) is { } account ? AccountId.Parse(account) : null;

    public EmailAddress Email => EmailAddress.TryParse(Claim(ClaimTypes.Email), out var email) ? email : throw new InvalidOperationException("The session has no e-mail address.");

    public IPersonGrain Grain => grains.GetGrain<IPersonGrain>(UserId.Value);

    public Origin Origin => Door.OriginOf(Context);

    /// <summary>The hash of this session's token.</summary>
    public string Session => DoorOfRole.Read(Context)?.Secret.Hash ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Whether the session is still good: what goes on after the request began looks again.</summary>
    public async Task<bool> IsSignedInAsync(CancellationToken cancellationToken) => await Grain.SessionAsync(Session, cancellationToken) is not null;

    /// <summary>Whether an administrator asks.</summary>
    public bool IsAdministrator => Claim(ClaimTypes.Role) == nameof(PersonRole.Administrator);

    private Door DoorOfRole => IsAdministrator ? Door.Administrators : Door.Customers;

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    private string Claim(string type) => Context.User.FindFirstValue(type) ?? throw new InvalidOperationException("Nobody is signed in.");
}
