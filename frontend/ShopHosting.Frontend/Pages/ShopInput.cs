using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Primitives;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Pages;

/// <summary>What somebody types to order a shop.</summary>
public class ShopInput
{
    /// <summary>The id of this asking: the same when the same form is sent twice.</summary>
    public string? Operation { get; set; }

    public string? Name { get; set; }

    public string? Title { get; set; }

    public string? Platform { get; set; }

    public string? Country { get; set; }

    public string? Currency { get; set; }

    public bool SampleProducts { get; set; }

    /// <summary>What an empty form begins with.</summary>
    public void Begin(CatalogueView catalogue, StringValues acceptLanguage, IEntropy entropy)
    {
        (Country, Currency) = Places.Guess(acceptLanguage);
        Platform = catalogue.Platforms.FirstOrDefault(platform => platform.Missing is null)?.Name;
        SampleProducts = true;
        Renew(entropy);
    }

    /// <summary>The id of the asking; a new one when the form came without.</summary>
    public OperationId Asking(ModelStateDictionary errors, IEntropy entropy)
    {
        var operation = errors.Asking(Operation, entropy);
        Operation = operation.Value;
        return operation;
    }

    /// <summary>The last asking has its answer: what is sent next is a new one.</summary>
    public void Renew(IEntropy entropy) => Operation = OperationId.New(entropy).Value;

    /// <summary>The order, or null and all that is wrong with it.</summary>
    public StoreOrder? ToOrder(CatalogueView catalogue, EmailAddress? adminEmail, ModelStateDictionary errors)
    {
        var title = Text.Line(Title, StoreOrder.MaxTitleLength);
        if (title.Problem is { } problem)
        {
            errors.Refuse(nameof(Title), $"The name of the shop {problem}");
        }

        var name = StoreName.Parse(Name);
        if (!name.Ok)
        {
            errors.Refuse(nameof(Name), name.Error.Message);
        }

        var platform = catalogue.Platforms.FirstOrDefault(candidate => candidate.Name == Platform);
        if (platform is not { Missing: null })
        {
            errors.Refuse(nameof(Platform), platform is null ? "Choose a kind of shop." : StoreErrors.PlatformMissing(platform.Title).Message);
        }

        if (!Places.IsCountry(Country))
        {
            errors.Refuse(nameof(Country), "Choose a country of the list.");
        }

        if (!Places.IsCurrency(Currency))
        {
            errors.Refuse(nameof(Currency), "Choose a currency of the list.");
        }

        return errors.IsValid && adminEmail is { } email
            ? new StoreOrder(name.Value, platform!.Name, title.Value!, Country!, Currency!, email, SampleProducts)
            : null;
    }
}
