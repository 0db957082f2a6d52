using Microsoft.AspNetCore.Mvc.ModelBinding;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend.Errors;

/// <summary>Gathers what is wrong with a form.</summary>
internal static class FormErrors
{
    /// <param name="errors">Of the page.</param>
    /// <param name="field">A property of the page's Input; empty for the form as a whole.</param>
    /// <param name="message">A whole sentence.</param>
    public static void Refuse(this ModelStateDictionary errors, string field, string message) => errors.AddModelError(field.Length == 0 ? "" : $"Input.{field}", message);

    /// <summary>The id of the asking that the form was sent with; it is refused, and gets a new one, when it came without.</summary>
    public static OperationId Asking(this ModelStateDictionary errors, string? sent, IEntropy entropy)
    {
        if (OperationId.TryParse(sent, null, out var operation))
        {
            return operation;
        }

        errors.Refuse("", "The form was not complete. It is now; please send it once more.");
        return OperationId.New(entropy);
    }

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
