using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Account;

/// <summary>A customer's own account: who one is here, and where one is signed in.</summary>
public sealed class IndexModel(CurrentPerson person) : SessionsModel(person, "/account");
