using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Domain;

namespace ShopHosting.Frontend.Errors;

/// <summary>The one place where a refusal becomes an HTTP status and a sentence in a form.</summary>
public static class ResultExtensions
{
    public static int ToStatusCode(this ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Taken or ErrorKind.NotPossible => StatusCodes.Status409Conflict,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.TooOften => StatusCodes.Status429TooManyRequests,
        ErrorKind.Capacity or ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Success goes on to <paramref name="next"/>, an address of ours; a refusal shows the form again with its sentence.</summary>
    public static IActionResult RedirectOrExplain(this PageModel page, Result result, string next) => result.Ok ? page.LocalRedirect(next) : page.Explain(result.Error);

    /// <summary>The form again, with the refusal at its field when it has one.</summary>
    public static IActionResult Explain(this PageModel page, Error error)
    {
        if (error.Kind == ErrorKind.NotFound)
        {
            return page.NotFound();
        }

        page.ModelState.AddModelError(error.Field is { } field ? $"Input.{field}" : "", error.Message);
        page.Response.StatusCode = error.Kind.ToStatusCode();
        if (error.RetryAfter is { } wait)
        {
            page.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return page.Page();
    }

    /// <summary>The form again, with what the page itself found wrong.</summary>
    public static IActionResult Explain(this PageModel page)
    {
        page.Response.StatusCode = StatusCodes.Status400BadRequest;
        return page.Page();
    }

    /// <summary>
    /// Whether the asking has its answer, so that sending the form again is a new asking. After an outside failure it is the same one: it may have been done.
    /// </summary>
    public static bool IsAnswered(this Error error) => error.Kind is not (ErrorKind.Unavailable or ErrorKind.Capacity);
}
