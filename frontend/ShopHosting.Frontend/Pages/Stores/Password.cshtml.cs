using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;
using OwnPassword = ShopHosting.Domain.Password;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>The shop administrator's credentials, for somebody who has just given the own password again. The answer is shown once and kept nowhere.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class PasswordModel(CurrentCustomer customer, IEntropy entropy, ILogger<PasswordModel> logger) : StorePageModel(customer)
{
    public StoreCredentials? Credentials { get; private set; }

    [BindProperty]
    public PasswordInput Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken) => await HasViewAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        if (Input.Password is not { Length: > 0 and <= OwnPassword.MaxLength } password)
        {
            return this.Explain(PersonErrors.WrongPassword);
        }

        var verified = await Customer.Person.VerifyPasswordAsync(new OwnPassword(password), cancellationToken);
        if (!verified.Ok)
        {
            return this.Explain(verified.Error);
        }

        var credentials = await Customer.Store(id).CredentialsAsync(Customer.Ask(OperationId.New(entropy)), cancellationToken);
        if (!credentials.Ok)
        {
            return this.Explain(credentials.Error);
        }

        logger.CredentialsShown(Customer.UserId, id);
        Credentials = credentials.Value;
        return Page();
    }
}

public sealed class PasswordInput
{
    public string? Password { get; set; }
}
