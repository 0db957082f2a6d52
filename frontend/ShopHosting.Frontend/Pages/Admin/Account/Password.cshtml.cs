using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;
using ShopHosting.Frontend.Pages.Account;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Account;

/// <summary>An administrator's new password.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class PasswordModel(CurrentPerson person, ILogger<PasswordModel> logger) : ChangePasswordModel(person, logger, "/admin/account");
