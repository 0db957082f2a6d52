using System.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages;

/// <summary>What a visitor reads instead of a page. It tells a request id and nothing of the inside; the log has the rest under the same id.</summary>
[IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    public ErrorView View { get; private set; } = null!;

    public string RequestId => Activity.Current?.Id ?? HttpContext.TraceIdentifier;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var asked = HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path;
        if (asked is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }

        if (new PathString(asked).StartsWithSegments(Door.Administrators.Home) && (await HttpContext.AuthenticateAsync(Door.Administrators.Scheme)).Principal is { } administrator)
        {
            HttpContext.User = administrator;                  // an address of theirs that leads nowhere has asked nobody who they are
        }

        View = ErrorView.Of(Response.StatusCode, Response.Headers.RetryAfter.ToString());
        await next();
    }
}

/// <param name="Next">What helps; null when going elsewhere does.</param>
public sealed record ErrorView(int Status, string Title, string Sentence, string? Next = null)
{
    public static ErrorView Of(int status, string retryAfter) => status switch
    {
        400 => new(status, "That could not be read", "The form was older than your sign-in, came from another site, or held something that can't be read.", "Go back, reload the page and send it once more."),
        403 => new(status, "Not allowed", "You may not do this with the account you are signed in with."),
        404 => new(status, "There is nothing here", "The address is wrong, or what was here is gone, or it belongs to somebody else."),
        405 => new(status, "Not this way", "This address is there, but not for what was asked of it."),
        413 => new(status, "Too much", "What was sent is larger than any form of ours.", "Go back and send less."),
        429 => new(status, "A little too often", $"This was tried many times in a short while from your address. {Wait(retryAfter)}", "Go back and try again then."),
        503 => new(status, "Please try again", "Something inside did not answer in time. What you asked for may have been done; asking again does no harm.", "Go back, reload the page and look."),
        _ => new(status, "Something went wrong on our side", "It has been written down, and we look into it. Shops go on as they are.", "Go back and try again."),
    };

    private static string Wait(string retryAfter) => retryAfter.Length > 0 ? $"Wait {retryAfter} seconds." : "Wait a minute.";
}
