namespace ShopHosting.Frontend.Words;

/// <summary>What a step is for, in a sentence that needs no knowledge of servers.</summary>
public static class StepWords
{
    /// <param name="name">The step's; one that starts or stops a part is <c>Start.database</c>.</param>
    public static string Of(string name) => name.Split('.')[0] switch
    {
        "ImagesPresent" => "The software of your shop is looked for and made ready.",
        "CreateNetworks" => "The shop gets a network that no other shop is on.",
        "CreateVolumes" => "The shop gets room of its own for products, orders and pictures.",
        "Start" => "A part of the shop starts in a container of its own, and is waited for until it serves.",
        "Stop" => "A part of the shop is stopped in good order, so that nothing is lost.",
        "Personalise" => "Your name, country, currency and a password of its own are put into it.",
        "ChangePassword" => "The administrator gets a new password, and we sign in with it to see that it works.",
        "PublishRoute" => "The address is opened, so that visitors find the shop.",
        "SeenFromOutside" => "We visit the shop by its real address. Only when it answers is it called open.",
        "SuspendRoute" => "Visitors get a page that says the shop is paused, and not why.",
        "SeenSuspended" => "We visit the shop by its real address, to see that visitors get that page.",
        "CloseRoute" => "Visitors are no longer sent to it.",
        "DropRoute" => "Should its server come back, it does not serve the shop any more.",
        "VolumesPresent" => "Before anything is started, the data is looked for.",
        "RemoveContainers" => "Its containers are stopped and taken away.",
        "RemoveNetworks" => "Its network is taken away.",
        "RemoveVolumes" => "Its products, orders and pictures are removed for good.",
        "ForgetStore" => "Its name is given back, so that it can be had again.",
        _ => "",
    };
}
