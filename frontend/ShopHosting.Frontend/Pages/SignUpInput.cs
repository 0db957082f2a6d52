using Microsoft.AspNetCore.Mvc.ModelBinding;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Errors;

namespace ShopHosting.Frontend.Pages;

/// <summary>A shop, and who it belongs to.</summary>
public sealed class SignUpInput : ShopInput
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    public string? Plan { get; set; }

    /// <summary>The sign-up, or null and all that is wrong with it.</summary>
    public SignUp? ToSignUp(CatalogueView catalogue, ModelStateDictionary errors, IEntropy entropy)
    {
        var operation = Asking(errors, entropy);
        var hasEmail = EmailAddress.TryParse(Email, out var email);
        var order = ToOrder(catalogue, hasEmail ? email : null, errors);
        if (!hasEmail)
        {
            errors.Refuse(nameof(Email), "That is no e-mail address. It should look like name@example.org.");
        }

        errors.CheckNewPassword(nameof(Password), Password, hasEmail ? email : null);
        if (catalogue.Plans.All(plan => plan.Id != Plan))
        {
            errors.Refuse(nameof(Plan), "Choose a plan.");
        }

        return errors.IsValid && order is not null ? new SignUp(operation, order.Title, email, new Password(Password!), Plan!, order) : null;
    }
}
