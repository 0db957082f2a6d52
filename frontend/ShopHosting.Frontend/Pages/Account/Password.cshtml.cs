using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Account;

/// <summary>A customer's new password.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class PasswordModel(CurrentPerson person, ILogger<PasswordModel> logger) : ChangePasswordModel(person, logger, "/account");
