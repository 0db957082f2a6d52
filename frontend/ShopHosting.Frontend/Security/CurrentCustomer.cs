using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Security;

/// <summary>Who is asking, and the only way from a page to what is theirs: a store's key begins with the account of the session, so a foreign one can't be addressed.</summary>
public sealed class CurrentCustomer(IHttpContextAccessor http, IGrainFactory grains)
{
    public bool IsSignedIn => Principal.HasClaim(claim => claim.Type == SessionAuthentication.AccountClaim);

    public UserId UserId => UserId.Parse(Claim(ClaimTypes.NameIdentifier));

    public AccountId AccountId => AccountId.Parse(Claim(SessionAuthentication.AccountClaim));

    public EmailAddress Email => EmailAddress.TryParse(Claim(ClaimTypes.Email), out var email) ? email : throw new InvalidOperationException("The session has no e-mail address.");

    public IPersonGrain Person => grains.GetGrain<IPersonGrain>(UserId.Value);

    public IAccountGrain Account => grains.GetGrain<IAccountGrain>(AccountId.Value);

    private ClaimsPrincipal Principal => http.HttpContext?.User ?? throw new InvalidOperationException("There is no request.");

    public IStoreGrain Store(StoreId id) => grains.GetGrain<IStoreGrain>(StoreState.KeyOf(AccountId, id));

    public StoreAsk Ask(OperationId operation) => new(operation, UserId.Value);

    private string Claim(string type) => Principal.FindFirstValue(type) ?? throw new InvalidOperationException("Nobody is signed in.");
}
