using ShopHosting.Frontend.Pages.Account;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Account;

/// <summary>An administrator's own account.</summary>
public sealed class IndexModel(CurrentPerson person) : SessionsModel(person, "/admin/account");
