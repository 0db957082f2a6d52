using ShopHosting.Contracts.Persons;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Security;

/// <summary>Who stands in a journal, in words for administrators: a person's address, or the text itself when it is nobody's id. The same few come again and again.</summary>
internal sealed class ActorNames(IGrainFactory grains)
{
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal) { [SystemActor.Name] = "the platform itself" };

    public async Task<string> OfAsync(string actor)
        => names.TryGetValue(actor, out var known) ? known
            : names[actor] = UserId.TryParse(actor, null, out var user) && await grains.GetGrain<IPersonGrain>(user.Value).ViewAsync() is { } named ? named.Email.Value : actor;
}
