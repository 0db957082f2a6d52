using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ShopHosting.Frontend.Errors;

/// <summary>Gathers what is wrong with a form.</summary>
internal static class FormErrors
{
    /// <param name="errors">Of the page.</param>
    /// <param name="field">A property of the page's Input; empty for the form as a whole.</param>
    /// <param name="message">A whole sentence.</param>
    public static void Refuse(this ModelStateDictionary errors, string field, string message) => errors.AddModelError(field.Length == 0 ? "" : $"Input.{field}", message);
}
