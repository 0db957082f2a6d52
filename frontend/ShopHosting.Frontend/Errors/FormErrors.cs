using Microsoft.AspNetCore.Mvc.ModelBinding;
using ShopHosting.Domain;

namespace ShopHosting.Frontend.Errors;

/// <summary>Gathers what is wrong with a form.</summary>
internal static class FormErrors
{
    /// <param name="errors">Of the page.</param>
    /// <param name="field">A property of the page's Input; empty for the form as a whole.</param>
    /// <param name="message">A whole sentence.</param>
    public static void Refuse(this ModelStateDictionary errors, string field, string message) => errors.AddModelError(field.Length == 0 ? "" : $"Input.{field}", message);

    /// <summary>The rules of a new password; each that is broken is told at its field.</summary>
    public static void CheckNewPassword(this ModelStateDictionary errors, string field, string? password, EmailAddress? email)
    {
        if (password is not { Length: >= Password.MinLength and <= Password.MaxLength })
        {
            errors.Refuse(field, $"The password needs {Password.MinLength} to {Password.MaxLength} characters.");
        }
        else if (email is { } address && password.Trim().Equals(address.Value, StringComparison.OrdinalIgnoreCase))
        {
            errors.Refuse(field, "The password may not be your e-mail address.");
        }
    }
}
