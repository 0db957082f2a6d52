using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain;
using ShopHosting.Domain.Persons;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Account;

/// <summary>Changing the own password: the same for customers and administrators.</summary>
public abstract class ChangePasswordModel(CurrentPerson person, ILogger logger, string home) : PageModel
{
    [BindProperty]
    public ChangePasswordInput Input { get; set; } = new();

    public string Email => person.Email.Value;

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        ModelState.CheckNewPassword(nameof(Input.NewPassword), Input.NewPassword, person.Email);
        if (!ModelState.IsValid)
        {
            return this.Explain();
        }

        if (Input.CurrentPassword is not { Length: > 0 and <= Password.MaxLength } current)
        {
            return this.Explain(PersonErrors.WrongPassword with { Field = nameof(Input.CurrentPassword) });
        }

        var changed = await person.Grain.ChangePasswordAsync(new Password(current), new Password(Input.NewPassword!), person.Session, person.Origin, cancellationToken);
        if (!changed.Ok)
        {
            return this.Explain(changed.Error);
        }

        logger.PasswordChanged(person.UserId);
        return LocalRedirect($"{home}?changed=true");
    }
}

public sealed class ChangePasswordInput
{
    public string? CurrentPassword { get; set; }

    public string? NewPassword { get; set; }
}
