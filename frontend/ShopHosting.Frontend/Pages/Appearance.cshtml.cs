using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ShopHosting.Frontend.Pages;

/// <summary>Colours, contrast, density, motion and shortcuts, for everybody who comes by.</summary>
public sealed class AppearanceModel : PageModel
{
    public bool IsSaved { get; private set; }

    [BindProperty]
    public AppearanceInput Input { get; set; } = new();

    public void OnGet(bool saved)
    {
        IsSaved = saved;
        Input = AppearanceInput.Of(Appearance.Read(HttpContext));
    }

    public IActionResult OnPost()
    {
        Input.ToAppearance().Write(HttpContext);
        return LocalRedirect("/appearance?saved=true");
    }
}

public sealed class AppearanceInput
{
    public string? Theme { get; set; }

    public bool MoreContrast { get; set; }

    public bool IsCompact { get; set; }

    public bool LessMotion { get; set; }

    public bool NoShortcuts { get; set; }

    public static AppearanceInput Of(Appearance look) => new()
    {
        Theme = look.Theme,
        MoreContrast = look.Contrast is not null,
        IsCompact = look.Density is not null,
        LessMotion = look.Motion is not null,
        NoShortcuts = look.Keys is not null,
    };

    public Appearance ToAppearance()
        => Appearance.Of([Theme, MoreContrast ? "more" : null, IsCompact ? "compact" : null, LessMotion ? "less" : null, NoShortcuts ? "off" : null]);
}
